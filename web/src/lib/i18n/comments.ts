import { addMessages } from './core.ts';
import comments from './en-comments.json' with { type: 'json' };

addMessages(comments);
