"""Mail servers, reached by SMTP. Loaded only where a setting names one."""
