/** Whether a menu or a list of choices is open, wherever on the page. Only it closes then, not what is below it. */
export const isMenuOpen = (): boolean =>
  document.querySelector('[role="menu"], [role="listbox"]:not([hidden])') !== null;
