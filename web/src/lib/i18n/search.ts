import { addMessages } from './core.ts';
import search from './en-search.json' with { type: 'json' };

addMessages(search);
