// First of all in each worker: from here on `import` reads TypeScript, and a stack names its lines.
import { register } from 'node:module';

process.setSourceMapsEnabled(true);
register('./typescript-hooks.js', import.meta.url);
