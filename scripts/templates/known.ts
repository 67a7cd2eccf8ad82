/**
 * Every function that a template of Helm may call: those of Go (text/template: funcs.go), of sprig 3.3 without the two that
 * Helm takes out, and Helm's own (helm pkg/engine: funcs.go).
 */
export const functionNames: ReadonlySet<string> = new Set(
  [
    'and call html index slice js len not or print printf println urlquery eq ge gt le lt ne',
    'include tpl required lookup fail toToml mustToToml fromToml toYaml mustToYaml toYamlPretty fromYaml fromYamlArray toJson mustToJson fromJson fromJsonArray',
    'hello ago date date_in_zone date_modify dateInZone dateModify duration durationRound htmlDate htmlDateInZone must_date_modify mustDateModify mustToDate now toDate unixEpoch',
    'abbrev abbrevboth trunc trim upper lower title untitle substr repeat trimall trimAll trimSuffix trimPrefix nospace initials swapcase shuffle snakecase camelcase kebabcase wrap wrapWith contains hasPrefix hasSuffix quote squote cat indent nindent replace plural toString',
    'randAlphaNum randAlpha randAscii randNumeric randInt randBytes sha1sum sha256sum sha512sum adler32sum',
    'atoi int64 int float64 seq toDecimal until untilStep add1 add sub div mod mul add1f addf subf divf mulf biggest max min maxf minf ceil floor round',
    'split splitList splitn toStrings join sortAlpha default empty coalesce all any compact mustCompact',
    'toPrettyJson toRawJson mustFromJson mustToPrettyJson mustToRawJson ternary deepCopy mustDeepCopy typeOf typeIs typeIsLike kindOf kindIs deepEqual',
    'getHostByName base dir clean ext isAbs osBase osClean osDir osExt osIsAbs b64enc b64dec b32enc b32dec',
    'tuple list dict get set unset hasKey pluck keys pick omit merge mergeOverwrite mustMerge mustMergeOverwrite values append push mustAppend mustPush prepend mustPrepend first mustFirst rest mustRest last mustLast initial mustInitial reverse mustReverse uniq mustUniq without mustWithout has mustHas mustSlice concat dig chunk mustChunk',
    'bcrypt htpasswd genPrivateKey derivePassword buildCustomCert genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey encryptAES decryptAES uuidv4 semver semverCompare',
    'regexMatch mustRegexMatch regexFindAll mustRegexFindAll regexFind mustRegexFind regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit regexQuoteMeta urlParse urlJoin',
  ].flatMap((line) => line.split(' ')),
);
