import { addMessages } from './core.ts';
import more from './en-more.json' with { type: 'json' };

addMessages(more);
