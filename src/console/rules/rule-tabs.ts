/** The pages of the room, with the one that is open. */
export function ruleTabs(current: 'policies' | 'calendar' | 'levels' | null) {
  return [
    { href: '/rules', labelKey: 'console.rules.tab.policies', current: current === 'policies' },
    { href: '/rules/calendar', labelKey: 'console.rules.tab.calendar', current: current === 'calendar' },
    { href: '/rules/levels', labelKey: 'console.rules.tab.levels', current: current === 'levels' },
  ];
}
