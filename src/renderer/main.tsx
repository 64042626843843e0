import './app/text-only.ts';
import '@mantine/core/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './app/global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { showHiddenCharacters } from './app/show-hidden-characters.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
showHiddenCharacters(document);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
