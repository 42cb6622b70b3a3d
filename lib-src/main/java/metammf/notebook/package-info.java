/** What a front end needs: how values show themselves, live progress, and the small-run switch. */
package metammf.notebook;
