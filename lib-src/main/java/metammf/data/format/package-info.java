/** One reader or writer a file format; nothing outside {@code metammf.data} and {@code metammf.model} knows of files. */
package metammf.data.format;
