// Libraries import `react/jsx-runtime`, which Grafana 10.1 does not share. Bundling React's own would make elements of one React version
// that another refuses (Grafana 13 runs React 19), so elements are made by the React that Grafana shares.
import { createElement, Fragment } from 'react';

const make = (type, props, key) => createElement(type, key === undefined ? props : { ...props, key });

export { Fragment, make as jsx, make as jsxs, make as jsxDEV };
