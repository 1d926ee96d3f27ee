const PACIFIC = ['America/Los_Angeles'];
const MOUNTAIN = ['America/Denver'];
const CENTRAL = ['America/Chicago'];
const EASTERN = ['America/New_York'];
const ATLANTIC = ['America/Halifax'];
const CENTRAL_MOUNTAIN = [...CENTRAL, ...MOUNTAIN];
const EASTERN_CENTRAL = [...EASTERN, ...CENTRAL];
const MOUNTAIN_PACIFIC = [...MOUNTAIN, ...PACIFIC];

interface State {
  readonly zones: readonly string[];
  readonly codes: string;
  readonly name: string;
}

function state(name: string, zones: readonly string[], codes: string): State {
  return { name, zones, codes };
}

// States, provinces and islands of the North American numbering plan with their area codes (NANPA, 2025).
const STATES: Readonly<Record<string, State>> = {
  AL: state('Alabama', CENTRAL, '205 251 256 334 483 659 938'),
  AK: state('Alaska', ['America/Anchorage', 'America/Adak'], '907'),
  AZ: state('Arizona', ['America/Phoenix', ...MOUNTAIN], '480 520 602 623 928'),
  AR: state('Arkansas', CENTRAL, '327 479 501 870'),
  CA: state(
    'California',
    PACIFIC,
    '209 213 279 310 323 341 350 357 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747 760 805 818 820 831 837 840 858 909 916 925 949 951',
  ),
  CO: state('Colorado', MOUNTAIN, '303 719 720 748 970 983'),
  CT: state('Connecticut', EASTERN, '203 475 860 959'),
  DE: state('Delaware', EASTERN, '302'),
  DC: state('District of Columbia', EASTERN, '202 771'),
  FL: state(
    'Florida',
    EASTERN_CENTRAL,
    '239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954',
  ),
  GA: state('Georgia', EASTERN, '229 404 470 478 678 706 762 770 912 943'),
  HI: state('Hawaii', ['Pacific/Honolulu'], '808'),
  ID: state('Idaho', MOUNTAIN_PACIFIC, '208 986'),
  IL: state('Illinois', CENTRAL, '217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 861 872'),
  IN: state('Indiana', EASTERN_CENTRAL, '219 260 317 463 574 765 812 930'),
  IA: state('Iowa', CENTRAL, '319 515 563 641 712'),
  KS: state('Kansas', CENTRAL_MOUNTAIN, '316 620 785 913'),
  KY: state('Kentucky', EASTERN_CENTRAL, '270 364 502 606 859'),
  LA: state('Louisiana', CENTRAL, '225 318 337 457 504 985'),
  ME: state('Maine', EASTERN, '207'),
  MD: state('Maryland', EASTERN, '227 240 301 410 443 667'),
  MA: state('Massachusetts', EASTERN, '339 351 413 508 617 774 781 857 978'),
  MI: state('Michigan', EASTERN_CENTRAL, '231 248 269 313 517 586 616 679 734 810 906 947 989'),
  MN: state('Minnesota', CENTRAL, '218 320 507 612 651 763 924 952'),
  MS: state('Mississippi', CENTRAL, '228 471 601 662 769'),
  MO: state('Missouri', CENTRAL, '235 314 417 557 573 636 660 816 975'),
  MT: state('Montana', MOUNTAIN, '406'),
  NE: state('Nebraska', CENTRAL_MOUNTAIN, '308 402 531'),
  NV: state('Nevada', [...PACIFIC, ...MOUNTAIN], '702 725 775'),
  NH: state('New Hampshire', EASTERN, '603'),
  NJ: state('New Jersey', EASTERN, '201 551 609 640 732 848 856 862 908 973'),
  NM: state('New Mexico', MOUNTAIN, '505 575'),
  NY: state(
    'New York',
    EASTERN,
    '212 315 329 332 347 363 516 518 585 607 624 631 646 680 716 718 838 845 914 917 929 934',
  ),
  NC: state('North Carolina', EASTERN, '252 336 472 704 743 828 910 919 980 984'),
  ND: state('North Dakota', CENTRAL_MOUNTAIN, '701'),
  OH: state('Ohio', EASTERN, '216 220 234 283 326 330 380 419 436 440 513 567 614 740 937'),
  OK: state('Oklahoma', CENTRAL, '405 539 572 580 918'),
  OR: state('Oregon', [...PACIFIC, ...MOUNTAIN], '458 503 541 971'),
  PA: state('Pennsylvania', EASTERN, '215 223 267 272 412 445 484 570 582 610 717 724 814 835 878'),
  RI: state('Rhode Island', EASTERN, '401'),
  SC: state('South Carolina', EASTERN, '803 821 839 843 854 864'),
  SD: state('South Dakota', CENTRAL_MOUNTAIN, '605'),
  TN: state('Tennessee', EASTERN_CENTRAL, '423 615 629 731 729 865 901 931'),
  TX: state(
    'Texas',
    CENTRAL_MOUNTAIN,
    '210 214 254 281 325 346 361 409 430 432 469 512 621 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972 979',
  ),
  UT: state('Utah', MOUNTAIN, '385 435 801'),
  VT: state('Vermont', EASTERN, '802'),
  VA: state('Virginia', EASTERN, '276 434 540 571 686 703 757 804 826 948'),
  WA: state('Washington', PACIFIC, '206 253 360 425 509 564'),
  WV: state('West Virginia', EASTERN, '304 681'),
  WI: state('Wisconsin', CENTRAL, '262 274 353 414 534 608 715 920'),
  WY: state('Wyoming', MOUNTAIN, '307'),
  AB: state('Alberta', ['America/Edmonton'], '368 403 587 780 825'),
  BC: state(
    'British Columbia',
    ['America/Vancouver', 'America/Edmonton', 'America/Phoenix'],
    '236 250 257 604 672 778',
  ),
  MB: state('Manitoba', ['America/Winnipeg'], '204 431 584'),
  NB: state('New Brunswick', ATLANTIC, '428 506'),
  NL: state('Newfoundland and Labrador', ['America/St_Johns', ...ATLANTIC], '709 879'),
  NS: state('Nova Scotia', ATLANTIC, '782 902'),
  ON: state(
    'Ontario',
    ['America/Toronto', 'America/Winnipeg', 'America/Atikokan'],
    '226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 905 942',
  ),
  PE: state('Prince Edward Island', ATLANTIC, ''),
  QC: state(
    'Quebec',
    ['America/Toronto', 'America/Halifax', 'America/Blanc-Sablon'],
    '263 354 367 418 438 450 468 514 579 581 819 873',
  ),
  SK: state('Saskatchewan', ['America/Regina', 'America/Edmonton'], '306 474 639'),
  YT: state(
    'Yukon, Northwest Territories, Nunavut',
    ['America/Phoenix', 'America/Edmonton', 'America/Winnipeg', 'America/Toronto', 'America/Atikokan'],
    '867',
  ),
  PR: state('Puerto Rico', ['America/Puerto_Rico'], '787 939'),
  VI: state('U.S. Virgin Islands', ['America/St_Thomas'], '340'),
  GU: state('Guam', ['Pacific/Guam'], '671'),
  MP: state('Northern Mariana Islands', ['Pacific/Saipan'], '670'),
  AS: state('American Samoa', ['Pacific/Pago_Pago'], '684'),
  BS: state('Bahamas', ['America/Nassau'], '242'),
  BB: state('Barbados', ['America/Barbados'], '246'),
  AI: state('Anguilla', ['America/Anguilla'], '264'),
  AG: state('Antigua and Barbuda', ['America/Antigua'], '268'),
  VG: state('British Virgin Islands', ['America/Tortola'], '284'),
  KY_: state('Cayman Islands', ['America/Cayman'], '345'),
  BM: state('Bermuda', ['Atlantic/Bermuda'], '441'),
  GD: state('Grenada', ['America/Grenada'], '473'),
  TC: state('Turks and Caicos Islands', ['America/Grand_Turk'], '649'),
  JM: state('Jamaica', ['America/Jamaica'], '658 876'),
  MS_: state('Montserrat', ['America/Montserrat'], '664'),
  SX: state('Sint Maarten', ['America/Lower_Princes'], '721'),
  LC: state('Saint Lucia', ['America/St_Lucia'], '758'),
  DM: state('Dominica', ['America/Dominica'], '767'),
  VC: state('Saint Vincent and the Grenadines', ['America/St_Vincent'], '784'),
  DO: state('Dominican Republic', ['America/Santo_Domingo'], '809 829 849'),
  TT: state('Trinidad and Tobago', ['America/Port_of_Spain'], '868'),
  KN: state('Saint Kitts and Nevis', ['America/St_Kitts'], '869'),
};

// Area codes of split states that lie on one side (a code that is not here has all clocks of its state).
const ON_ONE_SIDE: readonly (readonly [readonly string[], string])[] = [
  [EASTERN, '239 305 321 324 352 386 407 561 645 656 689 727 728 754 772 786 813 863 904 941 954'],
  [EASTERN, '260 317 463 765 502 859 231 248 269 313 517 586 616 679 734 810 947 989 865'],
  [CENTRAL, '615 629 731 901 316 402 531'],
  [
    CENTRAL,
    '210 214 254 281 325 346 361 409 430 469 512 621 682 713 726 737 806 817 830 832 903 936 940 945 956 972 979',
  ],
  [PACIFIC, '702 725 503 971'],
  [['America/Phoenix'], '480 520 602 623'],
  [['America/Toronto'], '226 289 343 365 382 416 437 519 548 613 647 683 742 753 905 942 354 438 450 468 514 579 263'],
  [['America/Vancouver'], '604'],
];

const zonesByCode = new Map<string, readonly string[]>([
  ...Object.values(STATES).flatMap(({ zones, codes }) => eachCode(codes, zones)),
  ...ON_ONE_SIDE.flatMap(([zones, codes]) => eachCode(codes, zones)),
]);

/** Every clock of the United States and Canada, for numbers that belong to no place (toll-free, personal). */
const ANYWHERE = [...new Set(Object.values(STATES).flatMap(({ zones }) => zones))];

/** The clocks of an area code; a code without a place has those of the whole plan. */
export function areaCodeZones(code: string): readonly string[] {
  return zonesByCode.get(code) ?? ANYWHERE;
}

/** The clocks of a state or province by its two letters or its English name, or null. */
export function stateZones(province: string): readonly string[] | null {
  const asked = province.trim().toLowerCase();
  const found = Object.entries(STATES).find(
    ([code, { name }]) => code.toLowerCase() === asked || name.toLowerCase() === asked,
  );
  return found?.[1].zones ?? null;
}

// First three digits of ZIP codes up to which each state reaches, in order.
const ZIP_REACH =
  '004 NY,009 PR,027 MA,029 RI,038 NH,049 ME,059 VT,069 CT,089 NJ,149 NY,196 PA,199 DE,205 DC,219 MD,246 VA,268 WV,' +
  '289 NC,299 SC,319 GA,349 FL,369 AL,385 TN,397 MS,399 GA,427 KY,459 OH,479 IN,499 MI,528 IA,549 WI,567 MN,577 SD,' +
  '588 ND,599 MT,629 IL,658 MO,679 KS,693 NE,714 LA,729 AR,749 OK,799 TX,816 CO,831 WY,838 ID,847 UT,865 AZ,884 NM,' +
  '885 TX,898 NV,961 CA,968 HI,969 GU,979 OR,994 WA,999 AK';
const zipReach = ZIP_REACH.split(',').map((entry) => entry.split(' ') as [string, string]);

/** The clocks of a ZIP code, or null when it is none. */
export function zipZones(postcode: string): readonly string[] | null {
  const prefix = /^(\d{3})\d{2}(-?\d{4})?$/.exec(postcode.trim())?.[1];
  const found = prefix === undefined ? undefined : zipReach.find(([last]) => prefix <= last);
  return found ? (STATES[found[1]]?.zones ?? null) : null;
}

function eachCode(codes: string, zones: readonly string[]): [string, readonly string[]][] {
  return codes
    .split(' ')
    .filter((code) => code !== '')
    .map((code) => [code, zones]);
}
