import { UnstyledButton } from '@mantine/core';
import { useRecentSearches } from './recent-searches.ts';
import classes from './search-page.module.css';

interface RecentSearchesProps {
  readonly connectionId: string;
  readonly onChoose: (text: string) => void;
}

export function RecentSearches({ connectionId, onChoose }: RecentSearchesProps) {
  const recent = useRecentSearches(connectionId);
  if (recent.length === 0) return null;
  return (
    <ul className={classes.recent} aria-label="Recent searches">
      <li aria-hidden="true">Recent</li>
      {recent.map((text) => (
        <li key={text}>
          <UnstyledButton className={classes.recentButton} onClick={() => onChoose(text)}>
            {text}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
