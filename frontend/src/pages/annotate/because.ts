/** The server's reasons and refusals in the person's language, by their code; a code that is not known keeps the server's own sentence. */
import { gettext } from '../../core/language'
import type { Reason } from '../../core/types'

const sentences: Readonly<Record<string, string>> = {
  no_open_round: gettext('No round is open at the moment. The lead opens the next one.'),
  no_round: gettext('This project has no round yet.'),
  no_tasks: gettext('Nothing was imported into this round yet.'),
  all_finished: gettext('Every task of this round is finished. Thank you!'),
  all_yours_done: gettext('You have been at every task that still needs someone. Others finish the rest.'),
  only_yours_left: gettext('No further task is free; the open ones you hold are the last.'),
  paused: gettext('Your work in this project is paused. Please talk to the project’s lead, who can let you go on. What you have done is kept, and so is what you have begun.'),
  read_first: gettext('A version of the guideline waits to be read. Please read it and confirm it first.'),
  quiz_first: gettext('Before you begin there is a short quiz on the guideline.'),
  profile_first: gettext('This project asks for a few words about you before you begin: please fill in your profile.'),
  training_first: gettext('Practice comes first, and there is none for you to do at the moment. Please ask the project’s lead how to go on.'),
  daily_limit: gettext('You have taken all the tasks that are yours for today. Thank you; there are more tomorrow.'),
  not_for_you: gettext('The open round is for others. The lead gives out the next one.'),
  practice: gettext('Practice is done one text at a time, on the annotation page.'),
  all_taken: gettext('The last tasks are being worked on by others. If one comes back, it is offered to you.'),
}
export const because = ({ code, message }: Reason): string => sentences[code] ?? message
