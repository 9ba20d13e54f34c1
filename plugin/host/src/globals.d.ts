declare module '*.css';
declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';

declare module 'lodash' {
  const lodash: Record<string, unknown>;
  export default lodash;
}

// Each world brings its own router; what the host uses of it is the same in both.
declare module 'react-router-dom' {
  export const Router: import('react').ComponentType<{ history: never; children?: import('react').ReactNode }>;
}
declare module 'react-router-dom-v5-compat' {
  import type { ComponentType, CSSProperties, ReactNode } from 'react';
  export const CompatRouter: ComponentType<{ children?: ReactNode }>;
  export const Link: ComponentType<{
    to: string;
    children?: ReactNode;
    style?: CSSProperties;
    'aria-current'?: 'page' | undefined;
  }>;
  export { Route, Routes, useLocation, useParams } from 'react-router';
}

interface Window {
  grafanaBootData: { user: { theme: 'light' | 'dark'; orgRole: string } };
}
