// `npm start`: Switchboard with your own lines.
import {
  buildInterface, ensure, executable, fail, hasDisplay, run, script, status,
} from './toolbox.mjs';

await script(async () => {
  if (!hasDisplay()) fail('No display here. The sample data can be seen in a browser: npm run demo -- --browser');
  await ensure(['build', 'run']);
  await buildInterface();
  await run('cargo', ['build', '--package', 'switchboard', '--features', 'dev-host', '--bins']);
  process.exitCode = await status(executable('switchboard'), []);
});
