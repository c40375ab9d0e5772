/** By whom one knows somebody, in words: "Followed by ana, ben and 12 others". */
import { t } from '../../i18n/core.ts';
import '../../i18n/home.ts';
import type { Person } from '../../state/entities.svelte.ts';

/** Undefined when nobody one follows follows them, or when that is not told. */
export function knownBy(person: Person): string | undefined {
  const [first, second] = person.viewer?.followed_by_people ?? [];
  const count = person.viewer?.followed_by_count ?? 0;
  if (!first) return undefined;
  if (!second) return t('person.known_one', { name: first.username });
  const names = { name: first.username, second: second.username };
  return count > 2 ? t('person.known_more', { ...names, count: count - 2 }) : t('person.known_two', names);
}
