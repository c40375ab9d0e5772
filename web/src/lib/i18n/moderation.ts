import { addMessages } from './core.ts';
import moderation from './en-moderation.json' with { type: 'json' };

addMessages(moderation);
