import { addMessages } from './core.ts';
import ways from './en-ways.json' with { type: 'json' };

addMessages(ways);
