import { addMessages } from './core.ts';
import video from './en-video.json' with { type: 'json' };

addMessages(video);
