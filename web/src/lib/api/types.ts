/** The names the app uses for what the server sends. Generated shapes stay behind this file. */
import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type UserShort = Schemas['UserShort'];
export type Media = Schemas['Media'];
export type MediaShort = Schemas['MediaShort'];
export type Card = Schemas['Card'];
export type Comment = Schemas['Comment'];
export type Place = Schemas['Place'];
export type Session = Schemas['Session'];
export type Token = Schemas['Token'];
export type Ticket = Schemas['Ticket'];
export type Audience = Card['audience'];
export type Following = NonNullable<User['viewer']>['following'];

export interface Page<T> {
  items: T[];
  next?: string | null;
  caught_up?: boolean | null;
}
