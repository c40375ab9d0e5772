import { addMessages } from './core.ts';
import explore from './en-explore.json' with { type: 'json' };

addMessages(explore);
