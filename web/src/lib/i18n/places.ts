import { addMessages } from './core.ts';
import places from './en-places.json' with { type: 'json' };

addMessages(places);
