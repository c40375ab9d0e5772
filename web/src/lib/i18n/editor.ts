import { addMessages } from './core.ts';
import editor from './en-editor.json' with { type: 'json' };

addMessages(editor);
