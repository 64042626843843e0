export const FIRST_NAMES = [
  'Aisha, Amélie, Ana, Anders, Anjali, Aoife, Arjun, Åsa, Ayşe, Beatriz, Bence, Carlos, Chiara, Chidi',
  'Claire, Daan, Daniela, Dmitri, Eilidh, Elif, Emeka, Emma, Esther, Fatima, Felix, Freya, Gábor',
  'Giulia, Hana, Haruto, Hugo, Ibrahim, Ingrid, Isabel, Jamal, Jan, Jin, João, José, Julia, Kaito',
  'Karim, Katarzyna, Kwame, Leila, Léo, Linh, Łukasz, Magnus, Mara, María, Mateo, Mei, Mihai, Min-jun',
  'Miriam, Mohammed, Naomi, Nia, Niamh, Noor, Olga, Olivia, Omar, Paulo, Petra, Priya, Rafael, Rania',
  'Réka, Sakura, Samir, Santiago, Siobhán, Sofia, Søren, Sven, Tariq, Thandiwe, Tomáš, Uma, Valentina',
  'Viktor, Wei, Xin, Yara, Yuki, Zanele, Zoë, Zsófia',
].flatMap((line) => line.split(', '));

export const LAST_NAMES = [
  'Abebe, Adeyemi, Ahmed, Almeida, Andersson, Bakker, Bauer, Bianchi, Björk, Byrne, Çelik, Chen',
  'Costa, Dąbrowski, Diallo, Dubois, Dvořák, Eriksen, Fernández, Fischer, Garcia, Gupta, Haddad',
  'Hansen, Hernández, Horváth, Ivanova, Jensen, Johnson, Kaya, Khan, Kim, Kovács, Kowalski, Laurent',
  'Lefèvre, Li, Lindqvist, López, MacDonald, Mensah, Moreau, Mori, Müller, Nagy, Nakamura, Ndlovu',
  'Nguyen, Novák, Nowak, O’Brien, Okafor, Oliveira, Park, Patel, Pereira, Petrov, Popescu, Rahman',
  'Reyes, Rossi, Sánchez, Santos, Sato, Schmidt, Silva, Singh, Smith, Sørensen, Suzuki, Szabó',
  'Takahashi, Tamm, Tanaka, Tran, van Dijk, Virtanen, Wang, Weber, Williams, Yamamoto, Yılmaz, Zhang',
].flatMap((line) => line.split(', '));

export const TEAMS = [
  'Finance',
  'Field service',
  'Legal',
  'Logistics',
  'Operations',
  'People',
  'Platform',
  'Sales',
];

// Letters that do not come apart into a base letter and a mark.
const PLAIN: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', ı: 'i', ß: 'ss' };

/** A name as it stands in an address: `Łukasz Dąbrowski` → `lukasz.dabrowski`. */
export function addressOf(...names: readonly string[]): string {
  const folded = names.join('.').toLowerCase().normalize('NFD');
  return folded.replace(/[łøıß]/g, (letter) => PLAIN[letter] ?? letter).replace(/[^a-z.-]/g, '');
}
