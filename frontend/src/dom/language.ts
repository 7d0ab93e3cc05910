/** Reads the catalogue that the page carries. Every entry imports this first, so that sentences in tables are translated when they are made. */
import { setLanguage } from '../core/language'

const carried = document.getElementById('catalog')?.textContent
setLanguage(document.documentElement.lang || 'en', carried ? JSON.parse(carried) : {})
