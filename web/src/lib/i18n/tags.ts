import { addMessages } from './core.ts';
import tags from './en-tags.json' with { type: 'json' };

addMessages(tags);
