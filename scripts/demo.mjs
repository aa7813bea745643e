// `npm run demo`: Switchboard with sample data. Nothing is kept; nothing leaves this computer.
import {
  buildInterface, ensure, executable, fail, hasDisplay, run, script, status,
} from './toolbox.mjs';

await script(async (args) => {
  const browser = args.includes('--browser');
  if (!browser && !hasDisplay()) {
    fail('No display here. To use it in a browser: npm run demo -- --browser');
  }
  await ensure(['build', 'run']);
  await buildInterface();
  await run('cargo', ['build', '--package', 'switchboard', '--features', 'dev-host', '--bins']);
  const code = browser
    ? await status(executable('dev_host'), ['--demo', ...args.filter((arg) => arg !== '--browser')])
    : await status(executable('switchboard'), ['--demo']);
  process.exitCode = code;
});
