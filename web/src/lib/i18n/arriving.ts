import { addMessages } from './core.ts';
import arriving from './en-arriving.json' with { type: 'json' };

addMessages(arriving);
