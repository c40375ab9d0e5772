import { addMessages } from './core.ts';
import talk from './en-talk.json' with { type: 'json' };

addMessages(talk);
