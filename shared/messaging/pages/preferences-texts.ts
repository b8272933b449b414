import type { Language } from "./layout.ts";

const en = {
  title: "What would you like to get?",
  about: (address: string | undefined) =>
    address === undefined ? "These are your settings." : `These are the settings for ${address}.`,
  saved: "Your settings are saved.",
  confirmText: "We have sent you a text. Open its link to confirm that you want our texts.",
  unsaved: "Nothing was saved yet. Please look at what is marked below.",
  channels: "How may we write to you?",
  email: "Emails",
  text: (number: string | undefined) => (number === undefined ? "Text messages" : `Text messages to ${number}`),
  textWording: (brand: string) =>
    `By choosing texts you agree to get marketing texts from ${brand}, reminders of your cart among them. Agreeing is no condition of a purchase. Message and data rates may apply. Reply STOP to end them.`,
  purposes: "What about?",
  parts: {
    offers: "Offers and news",
    "cart-reminders": "Reminders of what I left in my cart",
    points: "My points and my tier",
    surveys: "Questions about how it went",
  },
  topics: "What are you interested in?",
  birthday: "Your birthday, if you like to tell us",
  month: "Month",
  day: "Day",
  none: "Not told",
  badBirthday: "Please choose a month and a day that the month has, or neither.",
  pause: "Do you need a break?",
  pauseBox: "No marketing for 30 days",
  pausedUntil: (day: string) => `You have paused it until ${day}. Take the tick away to end the break.`,
  language: "In which language shall we write?",
  asTheShop: "As I use the shop",
  badChoice: "One of the choices was not understood. Please choose again.",
  save: "Save my settings",
  stop: "Unsubscribe from all marketing",
  orders: "Messages about your orders still reach you.",
  gone: [
    "We keep no settings for this address",
    "Nothing is stored here about you any more. If you still get marketing at this address, you can stop it.",
  ],
  goneAction: "Send no marketing to this address",
  stopped: ["No marketing goes to this address", "There is nothing else to do."],
  invalid: [
    "This link does not work",
    "It may have been cut off on its way. Please open it from the email again, or reply to the email.",
  ],
} as const;

const de = {
  title: "Was möchten Sie bekommen?",
  about: (address: string | undefined) =>
    address === undefined ? "Dies sind Ihre Einstellungen." : `Dies sind die Einstellungen für ${address}.`,
  saved: "Ihre Einstellungen sind gespeichert.",
  confirmText: "Wir haben Ihnen eine SMS geschickt. Öffnen Sie den Link darin, um zu bestätigen, dass Sie SMS möchten.",
  unsaved: "Es wurde noch nichts gespeichert. Bitte prüfen Sie, was unten markiert ist.",
  channels: "Wie dürfen wir Ihnen schreiben?",
  email: "E-Mails",
  text: (number: string | undefined) => (number === undefined ? "SMS" : `SMS an ${number}`),
  textWording: (brand: string) =>
    `Wenn Sie SMS wählen, stimmen Sie Werbe-SMS von ${brand} zu, auch Erinnerungen an Ihren Warenkorb. Die Zustimmung ist keine Bedingung für einen Kauf. Es können Kosten Ihres Anbieters anfallen. Mit der Antwort STOP endet es.`,
  purposes: "Worüber?",
  parts: {
    offers: "Angebote und Neuigkeiten",
    "cart-reminders": "Erinnerungen an meinen Warenkorb",
    points: "Meine Punkte und meine Stufe",
    surveys: "Fragen, wie es gelaufen ist",
  },
  topics: "Was interessiert Sie?",
  birthday: "Ihr Geburtstag, wenn Sie ihn verraten möchten",
  month: "Monat",
  day: "Tag",
  none: "Keine Angabe",
  badBirthday: "Bitte wählen Sie einen Monat und einen Tag, den es darin gibt, oder keines von beiden.",
  pause: "Brauchen Sie eine Pause?",
  pauseBox: "30 Tage lang keine Werbung",
  pausedUntil: (day: string) => `Sie haben bis zum ${day} eine Pause. Nehmen Sie das Häkchen weg, um sie zu beenden.`,
  language: "In welcher Sprache sollen wir schreiben?",
  asTheShop: "So wie im Shop",
  badChoice: "Eine Auswahl wurde nicht verstanden. Bitte wählen Sie noch einmal.",
  save: "Einstellungen speichern",
  stop: "Von aller Werbung abmelden",
  orders: "Nachrichten zu Ihren Bestellungen kommen weiterhin an.",
  gone: [
    "Zu dieser Adresse gibt es keine Einstellungen",
    "Hier ist nichts mehr über Sie gespeichert. Falls an diese Adresse noch Werbung kommt, können Sie sie beenden.",
  ],
  goneAction: "Keine Werbung an diese Adresse senden",
  stopped: ["An diese Adresse geht keine Werbung", "Sie brauchen nichts weiter zu tun."],
  invalid: [
    "Dieser Link funktioniert nicht",
    "Vielleicht wurde er unterwegs abgeschnitten. Bitte öffnen Sie ihn noch einmal aus der E-Mail, oder antworten Sie auf die E-Mail.",
  ],
} as const;

/** What the preference centre says, by language; what stands beside a box is kept with the consent it gives. */
export const preferencesTexts = { en, de } satisfies Record<Language, unknown>;
export type PreferencesCopy = (typeof preferencesTexts)[Language];
