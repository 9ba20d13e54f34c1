// The syntax is the contract's, since the plugin reads selectors as well.
export {
  compileMatchers,
  formatMatchers,
  MatcherSyntaxError,
  matcherRegex,
  parseMatchers,
  regexError,
} from '@watchroom/contract';
