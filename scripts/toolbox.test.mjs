import assert from 'node:assert/strict';
import test from 'node:test';

import { missingElsewhere, needsShell } from './toolbox.mjs';

/** A computer on which these programs answer; a key is how a call begins. */
const computer = (answers) => (program, args) => {
  const call = [program, ...args].join(' ');
  const known = Object.keys(answers).find((beginning) => call.includes(beginning));
  return known === undefined ? null : answers[known];
};

const msvc = { 'rustc -vV': 'host: x86_64-pc-windows-msvc\n' };
const tools = { 'VC.Tools.x86.x64': 'C:\\BuildTools\r\n' };
const pv = (version) => `\r\n    pv    REG_SZ    ${version}\r\n`;

test('a Mac without the Command Line Tools is told how to get them', () => {
  assert.match(missingElsewhere('darwin', computer({})), /xcode-select --install/);
  assert.equal(missingElsewhere('darwin', computer({ 'xcode-select -p': '/Library/Developer' })), null);
});

test('Windows without build tools is told how to get them, for its processor', () => {
  assert.match(
    missingElsewhere('win32', computer(msvc)),
    /winget install Microsoft\.VisualStudio\.2022\.BuildTools.*VC\.Tools\.x86\.x64/,
  );
  assert.match(
    missingElsewhere('win32', computer({ 'rustc -vV': 'host: aarch64-pc-windows-msvc\n', ...tools })),
    /VC\.Tools\.ARM64/,
  );
  // vswhere answers with nothing where no installation has what is asked for.
  assert.match(missingElsewhere('win32', computer({ ...msvc, 'VC.Tools': '' })), /BuildTools/);
});

test('Windows without WebView2 is told how to get it', () => {
  const without = computer({ ...msvc, ...tools });
  assert.match(missingElsewhere('win32', without), /winget install Microsoft\.EdgeWebView2Runtime/);
  const removed = computer({ ...msvc, ...tools, 'HKLM\\SOFTWARE': pv('0.0.0.0') });
  assert.match(missingElsewhere('win32', removed), /WebView2/);
});

test('Windows with both lacks nothing, whoever WebView2 was installed for', () => {
  for (const hive of ['HKLM\\SOFTWARE', 'HKCU\\Software']) {
    assert.equal(missingElsewhere('win32', computer({ ...msvc, ...tools, [hive]: pv('131.0.2903.86') })), null);
  }
  assert.equal(
    missingElsewhere('win32', computer({ 'rustc -vV': 'host: x86_64-pc-windows-gnu\n', HKLM: pv('131.0.2903.86') })),
    null,
  );
});

test('another Linux is told the first library it lacks', () => {
  const some = computer({ 'pkg-config --exists webkit2gtk-4.1': '', 'pkg-config --exists gtk+-3.0': '' });
  const words = missingElsewhere('linux', some);
  assert.match(words, /Missing: librsvg-2\.0/);
  assert.match(words, /dnf install .*librsvg2-devel/);
  assert.match(words, /pacman -S .*librsvg/);
  assert.equal(missingElsewhere('linux', computer({ 'pkg-config --exists': '' })), null);
});

test('on Windows only the scripts of npm go through a shell', () => {
  assert.equal(needsShell('npm', 'win32'), true);
  assert.equal(needsShell('C:\\Users\\An Other\\switchboard.exe', 'win32'), false);
  assert.equal(needsShell('npm', 'linux'), false);
});

test('the programs that tests drive are named as well, where tests are wanted', () => {
  const complete = { 'xcode-select -p': '/Library/Developer' };
  assert.equal(missingElsewhere('darwin', computer(complete), ['build', 'run'], {}), null);
  assert.match(missingElsewhere('darwin', computer(complete), ['build', 'test'], {}), /chromium[^]*brew install/);
  assert.equal(missingElsewhere('darwin', computer(complete), ['test'], { CHROMIUM: '/opt/chrome' }), null);

  const built = { 'pkg-config --exists': '', which: '/usr/bin/x' };
  assert.equal(missingElsewhere('linux', computer(built), ['build', 'test'], {}), null);
  const without = (program, args) => (args[0] === 'dunst' ? null : computer(built)(program, args));
  assert.match(missingElsewhere('linux', without, ['build', 'test'], {}), /^Missing for the tests: dunst\.\n.*dnf install/);
});
