'use strict';

const words = require('sample-words');
const { version } = require('./package.json');

module.exports = { version, greet: (name) => `${words.hello}, ${name}, ${words.from} sample-greeter ${version}` };
