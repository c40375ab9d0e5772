import { addMessages } from './core.ts';
import settings from './en-settings.json' with { type: 'json' };

addMessages(settings);
