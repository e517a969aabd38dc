import { element } from './element';

const THEMES = ['Auto', 'Light', 'Dark'] as const;

/** Three buttons of which one is pressed. `Auto` follows the system. */
export function themeSwitch(): HTMLElement {
  const root = document.documentElement;
  const buttons = THEMES.map((name) => {
    const button = element('button', { type: 'button', 'aria-pressed': String(name === 'Auto') }, name);
    button.addEventListener('click', () => {
      root.dataset['theme'] = name.toLowerCase();
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
    });
    return button;
  });
  return element('div', { class: 'theme', role: 'group', 'aria-label': 'Colours' }, ...buttons);
}
