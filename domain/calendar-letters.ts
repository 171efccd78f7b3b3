/** The subject of a letter that is about an agency's calendar and no dossier; its code is the year. */
export const CALENDAR_LETTERS = 'calendar';
