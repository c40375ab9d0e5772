/** The names the app uses for what the server sends. Generated shapes stay behind this file. */
import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

/** openapi-fetch answers with lists where the document has pairs; the app reads them the same way. */
type Wire<T> = T extends readonly (infer One)[] ? Wire<One>[] : T extends object ? { [K in keyof T]: Wire<T[K]> } : T;

export type User = Wire<Schemas['User']>;
export type UserShort = Wire<Schemas['UserShort']>;
export type Media = Wire<Schemas['Media']>;
export type MediaShort = Wire<Schemas['MediaShort']>;

export type MediaEdit = Schemas['Edit'];

export type Card = Wire<Schemas['Card']>;
export type Comment = Wire<Schemas['Comment']>;
export type HeldComment = Wire<Schemas['HeldComment']>;
export type Collection = Wire<Schemas['CollectionOfPosts']>;
export type Conversation = Wire<Schemas['ConversationOfPost']>;
export type EngagementChoices = Wire<Schemas['EngagementChoices']>;
export type Place = Wire<Schemas['PlaceIn']>;
export type PlaceFound = Wire<Schemas['PlaceFound']>;
export type PlaceSuggestion = Wire<Schemas['PlaceSuggestion']>;
export type HeldMedia = Wire<Schemas['HeldMedia']>;
export type Me = Wire<Schemas['Me']>;
export type Invite = Wire<Schemas['Invite']>;
export type Arrival = Wire<Schemas['Arrival']>;
export type Notification = Wire<Schemas['Notification']>;
export type NotificationSettings = Wire<Schemas['NotificationSettings']>;
export type NotificationChanges = Schemas['NotificationChanges'];
export type OwnAct = Wire<Schemas['OwnAct']>;
export type SearchItem = Wire<Schemas['SearchItem']>;
export type FollowedTag = Wire<Schemas['FollowedTag']>;
export type TrendingTag = Wire<Schemas['TrendingTag']>;
export type TagUnderReview = Wire<Schemas['TagUnderReview']>;
export type DiscoveryChoices = Wire<Schemas['DiscoveryChoices']>;
export type TagFound = Wire<Schemas['TagFound']>;
export type Session = Wire<Schemas['Session']>;
export type Signals = Wire<Schemas['Signals']>;
export type Token = Wire<Schemas['Token']>;
export type Passkey = Wire<Schemas['Passkey']>;
export type FactorState = Wire<Schemas['FactorState']>;
export type BegunFactor = Wire<Schemas['BegunFactor']>;
export type Ticket = Wire<Schemas['Ticket']>;
export type Export = Wire<Schemas['Export']>;
export type Import = Wire<Schemas['Import']>;
export type ImportItem = Wire<Schemas['ImportItem']>;
export type Audience = 'everyone' | 'followers' | 'close_friends';
export type Following = NonNullable<User['viewer']>['following'];

export interface Page<T> {
  items: T[];
  next?: string | null;
  caught_up?: boolean | null;
  /** How many there are, where the first page says so; with `has_uncounted` there are more. */
  count?: number | null;
  has_uncounted?: boolean | null;
  /** From which of these items on everything has been seen before. */
  seen_from?: number | null;
  /** How many were left out because they have been seen. */
  seen_hidden?: number | null;
}
