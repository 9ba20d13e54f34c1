import type { NavModelItem } from '@grafana/data';
import React, { type ReactNode } from 'react';

interface PageProps {
  pageNav?: NavModelItem;
  subTitle?: ReactNode;
  actions?: ReactNode;
  info?: Array<{ label: string; value: ReactNode }>;
  renderTitle?: (title: string) => ReactNode;
  children?: ReactNode;
}

/** Stands in for Grafana's page frame: the title, its parent and the actions. */
export const Page = ({ pageNav, subTitle, actions, info, renderTitle, children }: PageProps) => {
  const title = pageNav?.text ?? 'Watchroom';
  return (
    <main style={{ padding: '16px 24px', maxWidth: '100%' }}>
      <header style={{ display: 'flex', gap: 16, alignItems: 'center', flexWrap: 'wrap', marginBottom: 16 }}>
        <div style={{ flexGrow: 1 }}>
          {renderTitle ? renderTitle(title) : <h1 style={{ fontSize: 28, fontWeight: 400 }}>{title}</h1>}
          {subTitle ?? pageNav?.subTitle}
        </div>
        {info?.map((item) => (
          <div key={item.label}>
            {item.label}: {item.value}
          </div>
        ))}
        {actions}
      </header>
      {pageNav?.children && pageNav.children.length > 0 ? (
        <nav aria-label="Tabs" style={{ display: 'flex', gap: 16, marginBottom: 16 }}>
          {pageNav.children.map((tab) => (
            <a key={tab.url} href={tab.url} aria-current={tab.active ? 'page' : undefined}>
              {tab.text}
            </a>
          ))}
        </nav>
      ) : null}
      {children}
    </main>
  );
};
