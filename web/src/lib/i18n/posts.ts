import { addMessages } from './core.ts';
import posts from './en-posts.json' with { type: 'json' };

addMessages(posts);
