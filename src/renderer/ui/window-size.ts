/** From this width of the window on, in px, tables have room for all their columns, and for a card beside them. */
export const wideWindow = 1_200;
