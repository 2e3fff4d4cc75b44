// What every page needs from a script; without it every page still works.

import {
  Button,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

import { startExit } from "./site/exit.js";
import { foldFilters } from "./site/filters.js";
import { watchProgress } from "./site/progress.js";
import { suggestWhileTyping } from "./site/search.js";
import { watchSession } from "./site/stay.js";

const components = [Button, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, Radios, ServiceNavigation, SkipLink];

for (const component of components) createAll(component);
startExit(document.body.dataset.quickExitKey ?? "shift3");
foldFilters();
suggestWhileTyping();
watchSession();
watchProgress();
