import { addMessages } from './core.ts';
import notify from './en-notify.json' with { type: 'json' };

addMessages(notify);
