import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './card.module.css';

interface DiscloseProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

/** The button in a heading that opens what is below it. */
export function Disclose({ isOpen, onToggle, children }: DiscloseProps) {
  return (
    <button type="button" className={classes.disclose} aria-expanded={isOpen} onClick={onToggle}>
      <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} />
      {children}
    </button>
  );
}

interface CardProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** At the title. */
  readonly aside: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of a page that its title opens and closes. */
export function Card({ title, isOpen, onToggle, aside, className = '', children }: CardProps) {
  return (
    <section className={`${classes.card} ${className}`} aria-label={title}>
      <h2 className={classes.title}>
        <Disclose isOpen={isOpen} onToggle={onToggle}>
          {title}
        </Disclose>
        {aside}
      </h2>
      {isOpen ? children : null}
    </section>
  );
}
