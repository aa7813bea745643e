// Finding and using things in the window as a person does: by what they are and what they are called.
import { until } from '../support/processes.mjs';

// Runs in the page. Enough of the computation of accessible names for what this program draws.
function lookFor(role, name, isPattern, scope) {
  const candidates = {
    button: 'button, [role=button]',
    textbox: 'input:not([type]), input[type=text], input[type=password], textarea, [role=textbox]',
    searchbox: 'input[type=search], [role=searchbox], [role=combobox]',
    option: '[role=option]',
    listbox: '[role=listbox]',
    radio: 'input[type=radio], [role=radio]',
    switch: 'input[role=switch], [role=switch]',
    heading: 'h1, h2, h3, [role=heading]',
    article: 'article',
    dialog: '[role=dialog], dialog',
    link: 'a[href]',
    alert: '[role=alert]',
    status: '[role=status]',
    image: 'img',
    group: '[role=group]',
  }[role];
  const spoken = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.ariaHidden === 'true') return '';
    // Keys printed on a button are no part of what it is called here.
    if (node.localName === 'kbd') return '';
    return [...node.childNodes].map(spoken).join('');
  };
  const textOf = (element) => (element ? spoken(element) : '').replace(/\s+/g, ' ').trim();
  const nameOf = (element) => {
    const byIds = element.getAttribute('aria-labelledby');
    if (byIds) {
      const texts = byIds.split(/\s+/).map((id) => textOf(document.getElementById(id)));
      return texts.join(' ').trim();
    }
    return (
      element.getAttribute('aria-label') ??
      element.getAttribute('alt') ??
      (element.labels?.length > 0 ? textOf(element.labels[0]) : textOf(element))
    );
  };
  const wanted = isPattern ? new RegExp(name, 'u') : null;
  const root = scope === null ? document : document.querySelector(scope);
  for (const element of root?.querySelectorAll(candidates) ?? []) {
    const found = nameOf(element);
    if (wanted ? !wanted.test(found) : found !== name) continue;
    // Hidden from everybody; an input below its own drawing still counts.
    if (element.closest('[inert], [hidden], [aria-hidden=true]')) continue;
    if (element.getClientRects().length === 0) continue;
    return element;
  }
  return null;
}

async function look(window, role, name, scope) {
  const isPattern = name instanceof RegExp;
  const found = await window.execute(lookFor, role, isPattern ? name.source : name, isPattern, scope);
  return found && window.$(found);
}

/** Waits for the thing of this role and name (a text or a pattern), within a selector if given. */
export function see(window, role, name, { within = null, patience } = {}) {
  return until(`${role} “${name}” is seen`, () => look(window, role, name, within), patience);
}

/** Waits until there is no such thing. */
export function seeNo(window, role, name, { within = null } = {}) {
  return until(`${role} “${name}” is gone`, async () => !(await look(window, role, name, within)));
}

/** Whether such a thing is there now. */
export const isSeen = async (window, role, name, { within = null } = {}) =>
  (await look(window, role, name, within)) !== null;

/** Clicks it as soon as it is there. */
export async function press(window, role, name, options) {
  await (await see(window, role, name, options)).click();
}

/** Types into the field of that label. */
export async function type(window, label, text, options) {
  const field = await see(window, 'textbox', label, options);
  await field.click();
  await field.addValue(text);
}

/** Everything that can be read in the window. */
export const text = (window) => window.execute(() => document.body.innerText);

/** Waits until the window says this (a text or a pattern). */
export function reads(window, words, patience) {
  const fits = (all) => (words instanceof RegExp ? words.test(all) : all.includes(words));
  return until(`the window says “${words}”`, async () => fits(await text(window)), patience);
}

/** Calls a command of the host from the page, as the page's own code does. */
export async function call(window, command, input = {}) {
  const answer = await window.executeAsync(
    (name, payload, done) => {
      window.__TAURI_INTERNALS__.invoke(name, payload).then(
        (value) => done({ value }),
        // Not called "error": the driver would take the answer for one of its own.
        (refusal) => done({ refusal }),
      );
    },
    command,
    input,
  );
  if (answer.refusal !== undefined) {
    throw Object.assign(new Error(`${command} was refused`), { refusal: answer.refusal });
  }
  return answer.value;
}
