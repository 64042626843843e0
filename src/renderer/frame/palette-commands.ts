export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  /** What kind it is, or its present state. */
  readonly detail?: string;
  readonly run: () => void;
}

/** Commands whose words begin with what was typed, in any order; all of them when nothing was. */
export function matchingCommands(
  commands: readonly PaletteCommand[],
  query: string,
): readonly PaletteCommand[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return commands;
  return commands.filter((command) => {
    const words = `${command.label} ${command.detail ?? ''}`.toLowerCase().split(/[\s·]+/);
    return wanted.every((beginning) => words.some((word) => word.startsWith(beginning)));
  });
}
