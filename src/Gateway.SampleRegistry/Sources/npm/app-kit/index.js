'use strict';

const greeter = require('sample-greeter');
const palette = require('@sample/palette');
const words = require('sample-words');
const { version } = require('./package.json');

module.exports = {
  greet: greeter.greet,
  versions: {
    '@sample/app-kit': version,
    '@sample/palette': palette.version,
    'sample-greeter': greeter.version,
    'sample-words': words.version,
  },
};
