import { addMessages } from './core.ts';
import menu from './en-menu.json' with { type: 'json' };

addMessages(menu);
