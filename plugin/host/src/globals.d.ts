declare module '*.css';
declare module 'systemjs/dist/system.js';
declare module 'systemjs/dist/extras/amd.js';

interface Window {
  grafanaBootData: { user: { theme: 'light' | 'dark'; orgRole: string } };
}
