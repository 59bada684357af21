/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-config-source-private.h"

#include "cdr-text-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Key files. GKeyFile does not tell lines, merges what is there twice without a word, and
 * quotes what it can't read, which may be a secret. So this reads the same format itself:
 * what is taken here, GKeyFile takes for the same.
 */

#define MAX_SIZE (1024 * 1024)
#define BOM "\xef\xbb\xbf"

typedef struct
{
  CdrConfigSource *source;
  char            *group; /* NULL before the first */
  guint            line;
} Scan;

static gboolean
refuse (const CdrConfigSource  *source,
        guint                   line,
        GKeyFileError           code,
        const char             *reason,
        GError                **error)
{
  g_set_error (error, G_KEY_FILE_ERROR, code, "%s:%u: %s", source->origin, line, reason);
  return FALSE;
}

static gboolean
scan_group (Scan        *scan,
            const char  *text,
            GError     **error)
{
  const char *start = text + 1;
  const char *end = strchr (start, ']');
  const char *rest = end != NULL ? end + 1 : NULL;

  if (end == NULL || rest[strspn (rest, " \t")] != '\0')
    return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_PARSE,
                   "a group is written [NAME], alone in its line", error);

  g_free (scan->group);
  scan->group = g_strndup (start, end - start);

  for (const char *c = scan->group; *c != '\0'; c++)
    {
      if (*c == '[' || g_ascii_iscntrl (*c))
        return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_PARSE,
                       "the name of a group has no brackets or control characters", error);
    }
  if (scan->group[0] == '\0')
    return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_PARSE,
                   "the group has no name", error);

  cdr_config_source_take (scan->source, (CdrConfigEntry) {
    .group = g_strdup (scan->group),
    .line = scan->line,
  });
  return TRUE;
}

static gboolean
scan_setting (Scan        *scan,
              const char  *text,
              GError     **error)
{
  const char *equals = strchr (text, '=');
  const char *value;
  g_autofree char *key = NULL;

  if (equals == NULL)
    return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_PARSE,
                   "neither [GROUP] nor KEY=VALUE nor a # comment", error);

  key = g_strchomp (g_strndup (text, equals - text));
  if (key[0] == '\0')
    return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_PARSE,
                   "there is no key before the “=”", error);
  if (strpbrk (key, "[]") != NULL)
    return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_PARSE,
                   "a key has no brackets", error);
  if (scan->group == NULL)
    return refuse (scan->source, scan->line, G_KEY_FILE_ERROR_GROUP_NOT_FOUND,
                   "a key comes before the first group", error);

  value = equals + 1;
  while (g_ascii_isspace (*value))
    value++;

  cdr_config_source_take (scan->source, (CdrConfigEntry) {
    .group = g_strdup (scan->group),
    .key = g_steal_pointer (&key),
    .text = g_strdup (value),
    .line = scan->line,
  });
  return TRUE;
}

static gboolean
scan_line (Scan        *scan,
           const char  *line,
           GError     **error)
{
  while (g_ascii_isspace (*line))
    line++;

  if (*line == '\0' || *line == '#')
    return TRUE;

  return *line == '[' ? scan_group (scan, line, error) : scan_setting (scan, line, error);
}

static gboolean
scan_lines (Scan        *scan,
            const char  *data,
            gsize        size,
            GError     **error)
{
  const char *end = data + size;

  for (const char *start = data; start < end; )
    {
      const char *newline = memchr (start, '\n', end - start);
      const char *stop = newline != NULL ? newline : end;
      g_autofree char *line = NULL;

      if (newline != NULL && stop > start && stop[-1] == '\r')
        stop--;

      scan->line++;
      line = g_strndup (start, stop - start);
      if (!scan_line (scan, line, error))
        return FALSE;

      start = newline != NULL ? newline + 1 : end;
    }

  return TRUE;
}

static guint
count_lines (const char *data,
             const char *end)
{
  guint n = 1;

  for (const char *c = data; c < end; c++)
    n += *c == '\n';

  return n;
}

static gboolean
check_text (const CdrConfigSource  *source,
            const char             *data,
            gsize                   size,
            GError                **error)
{
  const char *end;

  if (g_utf8_validate (data, size, &end))
    return TRUE;

  return refuse (source, count_lines (data, end), G_KEY_FILE_ERROR_UNKNOWN_ENCODING,
                 *end == '\0' ? "a NUL byte: this is no text" : "this is not valid UTF-8", error);
}

static CdrConfigSource *
scan_data (const char  *origin,
           const char  *path,
           const char  *data,
           gsize        size,
           GError     **error)
{
  g_autoptr (CdrConfigSource) self = cdr_config_source_new (CDR_CONFIG_FILE);
  Scan scan = { .source = self };
  gboolean is_good;

  self->origin = g_strdup (origin);
  self->path = g_canonicalize_filename (path, NULL);
  self->folder = g_path_get_dirname (self->path);

  if (!check_text (self, data, size, error))
    return NULL;

  if (size >= strlen (BOM) && memcmp (data, BOM, strlen (BOM)) == 0)
    {
      data += strlen (BOM);
      size -= strlen (BOM);
    }

  is_good = scan_lines (&scan, data, size, error);
  g_free (scan.group);

  return is_good ? g_steal_pointer (&self) : NULL;
}

/* How errors call a file. */
static char *
get_origin (const char *path)
{
  g_autofree char *name = g_filename_display_name (path);

  return cdr_text_to_line (name, CDR_TEXT_MAX_NAME);
}

/* Reads what a file at @path has in it. */
CdrConfigSource *
cdr_config_source_from_data (const char  *path,
                             const char  *data,
                             gsize        size,
                             GError     **error)
{
  g_autofree char *origin = get_origin (path);

  return scan_data (origin, path, data, size, error);
}

static gboolean
fail_to_read (const char  *origin,
              int          code,
              const char  *reason,
              GError     **error)
{
  g_set_error (error, G_FILE_ERROR, code, "%s: %s", origin, reason);
  return FALSE;
}

static gboolean
check_is_regular (int          fd,
                  const char  *origin,
                  GError     **error)
{
  struct stat info;

  if (fstat (fd, &info) < 0)
    return fail_to_read (origin, g_file_error_from_errno (errno), g_strerror (errno), error);
  if (S_ISDIR (info.st_mode))
    return fail_to_read (origin, G_FILE_ERROR_ISDIR, "a folder, where a file is needed", error);
  if (!S_ISREG (info.st_mode))
    return fail_to_read (origin, G_FILE_ERROR_INVAL, "not a regular file", error);

  return TRUE;
}

/* However long the file said it was. */
static gboolean
read_all (int          fd,
          const char  *origin,
          GByteArray  *data,
          GError     **error)
{
  guint8 buffer[16384];

  while (data->len <= MAX_SIZE)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n == 0)
        return TRUE;
      if (n > 0)
        g_byte_array_append (data, buffer, (guint) n);
      else if (errno != EINTR)
        return fail_to_read (origin, g_file_error_from_errno (errno), g_strerror (errno), error);
    }

  return fail_to_read (origin, G_FILE_ERROR_FAILED, "larger than 1 MiB", error);
}

/* Nobody may keep this waiting: not a FIFO without a writer, nor a terminal. */
static CdrConfigSource *
read_source (const char  *origin,
             const char  *path,
             GError     **error)
{
  g_autoptr (GByteArray) data = g_byte_array_sized_new (4096);
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  gboolean is_good;

  if (fd < 0)
    {
      fail_to_read (origin, g_file_error_from_errno (errno), g_strerror (errno), error);
      return NULL;
    }

  is_good = check_is_regular (fd, origin, error) && read_all (fd, origin, data, error);
  close (fd);

  return is_good ? scan_data (origin, path, (const char *) data->data, data->len, error) : NULL;
}

CdrConfigSource *
cdr_config_source_from_file (const char  *path,
                             GError     **error)
{
  g_autofree char *origin = get_origin (path);

  return read_source (origin, path, error);
}

/* The same file as it is by now, wherever the program has gone meanwhile. */
CdrConfigSource *
cdr_config_source_reread (const CdrConfigSource  *self,
                          GError                **error)
{
  return read_source (self->origin, self->path, error);
}
