// `node scripts/cargo.mjs …`: cargo with the target directory that all scripts share.
import { run, script } from './toolbox.mjs';

await script((args) => run('cargo', args));
