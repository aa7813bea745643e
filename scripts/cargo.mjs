// `node scripts/cargo.mjs …`: cargo with the target directory that all scripts share.
import { claimTarget, run, script } from './toolbox.mjs';

await script((args) => {
  claimTarget();
  return run('cargo', args);
});
