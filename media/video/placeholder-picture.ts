/** Made by scripts/make-placeholder.ts: NAL units of each picture (SPS, PPS, slices), base64. */
export const PLACEHOLDER_PICTURES: readonly (readonly string[])[] = [
  [
    'Z0LAC9wWCWwIQAAAAwBAAAADAoPFCuA=',
    'aM4EyyA=',
    'ZYiEPxGKAAJDMcAAlHABvvvvvvvvvvvvvvvvvvvvvrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr//' +
      'vdyh3gBhBaEjqg+DpXQAxRgHAAwi/gRA6yLFSSAOxwnyn9XgZ0B88b4teOcXfj7vvyF4CMz5+E5CF1kzO0D4kyKpeWlzo/5j/r9dCvgFWFjvGTDgSCzPkt4AYT7E4jrP/+q1Cpw7DmaY' +
      '+S7KfGmf8AYAVzQ72SmsDFCKWKse7FsZ5PXXXXXXXXXXXXXXXX/ItmyLCGATxYrt0BMf3RrdsAqQAm3oWd2eIQlLzBijPPybFuW8gsDJiA8hz8b7k453ci//wRb6PsO5wMSAMFgBAd//' +
      '44d4BI/XsKjBijNL1rOgkRgtwNDHpApDebeXf/+qoO9HpA4R/dSxLYTu5vXl3m38/H6BH8BJeJVEDG75kVTmfzzokfTMlyE62xCGe6s1LS4hpnvXjCdGEoj++rzgQDfHuL8Z5PXXXXXX' +
      'XXXXXXXX//ztDnhv0BlTAjCjWOvRiMhYVa95e/Wxt8/7BXAks0kwcMfkueBdAQt3l9vlv+RbNkWEMAG9VgNwzi9YCMSIe9JlA3RAJBDpjHMVsKkBk/Ag/4HkMDJik453Pxvu7lH/8EVq' +
      '0gxIP3B00DSX1/+g/p9QLKv8fzEzwzzokfMtMXVJfCtD3qg7L2IMANEjKOBS3mUukHnkA4F+M8b493zSn04LPgRnSWcW4FdR6gh3f2/9P6fYLYARmcWsP8+8V3DQwvveuveuuuuuuuuu' +
      'uuuuv+1vBpMOYaWPSHPgA1RblaPJKNdYVSs0HuVqukQSiE971qv7G3w/sNwCKb4rbBlFjUwgqvOyIDFSWLLWYMuD1uK8xenr/NKfDQc+AlnZVdUSoSiu9QYCqDPSUzLPDS9+cz+e0BPn' +
      '/YbhvRugR89RJpgDeL8jR7Ky8kHq+uEJRBOtb3rrrrrrrrrrrrrrjn/B0P6HQ/+H/D+O0///2CLnTHzS11///w/3///Yej9Pjn6Ox/Y7H666666666666666eunrrrp6euuuuuuuuuuu' +
      'uuunrp6666enrrrrrrrrrrrrrr/D+gbBdADMqPIy1Q8hCMlvwEQD8n5//wDANAl3yoy/7f2CCACK+pLRJf9df8P+CBDgA72SG6Iur3/+AYBwWx5BAQyW+DaDvyaTc+n3/g37BbgBlVFk' +
      'Rar4AoDcv5vXXXXXXXXXXXXXXXXXXXXS11111111111111111111111111114A==',
    'ZQCkiIQ/EYoAAkMxwACUcAG+IxQABIZjgAEo4AN9999999999999999999ddddddddddddddddddddddddddddddddddddddddddddde',
  ],
  [
    'Z0LAC9wWCWwIQAAAAwBAAAADAoPFCuA=',
    'aM4EyyA=',
    'ZYiCD8RigACQzHAAJRwAb777777777777777777776666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666666//' +
      '73cod4AYQWhI6oPg6V0AMUYBwAMIv4EQOsixUkgDscJ8p/V4GdAfPG+LXjnF34+778heAjM+fhOQhdZMztA+JMiqXlpc6P+Y/6/XQr4BVhY7xkw4Egsz5LeAGE+xOI6z//qtQqcOw5mm' +
      'Pkuynxpn/AGAFc0O9kprAxQilirHuxbGeT1111111111111111/yLZsiwhgE8WK7dATH90a3bAKkAJt6FndniEJS8wYozz8mxblvILAyYgPIc/G+5OOd3Iv/8EW+j7DucDEgDBYAQHf/' +
      '+OHeASP17CowYozS9azoJEYLcDQx6QKQ3m3l3//qqDvR6QOEf3UsS2E7ub15d5t/Px+gR/ASXiVRAxu+ZFU5n886JH0zJchOtsQhnurNS0uIaZ714wnRhKI/vq84EA3x7i/GeT111111' +
      '11111111//87Q54b9AZUwIwo1jr0YjIWFWveXv1sbfP+wVwJLNJMHDH5LngXQELd5fb5b/kWzZFhDABvVYDcM4vWAjEiHvSZQN0QCQQ6YxzFbCpAZPwIP+B5DAyYpOOdz8b7u5R//BFa' +
      'tIMSD9wdNA0l9f/oP6fUCyr/H8xM8M86JHzLTF1SXwrQ96oOy9iDADRIyjgUt5lLpB55AOBfjPG+Pd80p9OCz4EZ0lnFuBXUeoId39v/T+n2C2AEZnFrD/PvFdw0ML73rr3rrrrrrrrr' +
      'rrrrr/tbwaTDmGlj0hz4ANUW5WjySjXWFUrNB7larpEEohPe9ar+xt8P7DcAim+K2wZRY1MIKrzsiAxUliy1mDLg9bivMXp6/zSnw0HPgJZ2VXVEqEorvUGAqgz0lMyzw0vfnM/ntAT5' +
      '/2G4b0boEfPUSaYA3i/I0eysvJB6vrhCUQTrW96666666666666645/wdD+h0P/h/w/jtP//9gi50x80tdf//8P9///2Ho/T45+jsf2Ox+uuuuuuuuuuuuuunrp6666enrrrrrrrrrrr' +
      'rrrp66euuunp66666666666666/w/oGwXQAzKjyMtUPIQjJb8BEA/J+f/8AwDQJd8qMv+39gggAivqS0SX/XX/D/ggQ4AO9khuiLq9//gGAcFseQQEMlvg2g78mk3Pp9/4N+wW4AZVRZ' +
      'EWq+AKA3L+b111111111111111111110tdddddddddddddddddddddddddddeA==',
    'ZQCkiIIPxGKAAJDMcAAlHABviMUAASGY4ABKOADfffffffffffffffffffXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXgA==',
  ],
];
