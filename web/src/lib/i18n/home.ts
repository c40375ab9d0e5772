import { addMessages } from './core.ts';
import home from './en-home.json' with { type: 'json' };

addMessages(home);
