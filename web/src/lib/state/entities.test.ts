import { beforeEach, describe, expect, it } from 'vitest';
import { Entities } from './entities.svelte.ts';
import { ana, card } from './samples.ts';

describe('Entities', () => {
  let entities: Entities;
  beforeEach(() => {
    entities = new Entities();
    entities.putPost(card());
  });

  it('keeps one author for all posts', () => {
    entities.putPost(card({ id: '8', author: { ...ana, name: 'Ana Lind' } }));
    expect(entities.person(entities.post('7')?.authorId)?.name).toBe('Ana Lind');
  });

  it('does not let a lean answer erase a full one', () => {
    entities.putPerson({ ...ana, counts: { posts: 1, followers: 2, following: 3 } });
    entities.putPerson(ana);
    expect(entities.person('1')?.counts?.followers).toBe(2);
    entities.like('7', true);
    entities.putPost(card({ viewer: undefined, counts: { likes: 4, comments: 0, shares: 0 } }));
    expect(entities.post('7')?.viewer?.liked).toBe(true);
  });

  it('lets an edit take the caption away', () => {
    entities.putPost(card({ caption: 'Words' }));
    entities.putPost(card());
    expect(entities.post('7')?.caption).toBeUndefined();
  });

  it('likes once, and its undo leaves later changes alone', () => {
    const undo = entities.like('7', true);
    expect(entities.like('7', true)).toBeUndefined();
    expect(entities.post('7')?.counts.likes).toBe(4);
    entities.countRemarks('7', 1);
    undo?.();
    expect(entities.post('7')).toMatchObject({ counts: { likes: 3, comments: 1 }, viewer: { liked: false } });
  });

  it('never counts below nothing', () => {
    entities.countRemarks('7', -2);
    expect(entities.post('7')?.counts.comments).toBe(0);
  });

  it('finds people by name in any case', () => {
    expect(entities.personByName('ANA')?.id).toBe('1');
  });
});
