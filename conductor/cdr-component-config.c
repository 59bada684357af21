/* SPDX-FileCopyrightText: 2026 The Conductor authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "config.h"

#include "cdr-component-private.h"

/* What a component was configured with. Most are not: it is kept with those that are. */

static G_DEFINE_QUARK (cdr-component-config, cdr_component_config)

static GVariant *
get_empty (void)
{
  static GVariant *empty;

  if (g_once_init_enter (&empty))
    {
      GVariant *variant = g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0);

      g_once_init_leave (&empty, g_variant_ref_sink (variant));
    }

  return empty;
}

/**
 * cdr_component_get_config:
 * @self: a component
 *
 * Gets the settings that the component's conductor has for it, by name.
 *
 * Those that a property takes are of its type: a whole number, a boolean; enumerations,
 * files and times are strings. Others are strings, or whatever a
 * [callback@ConfigFunc] or variant gave. Values of secret properties are among them.
 *
 * They are there from just before the setup, when the properties are set; they stay
 * until the next one.
 *
 * Returns: (transfer none): an `a{sv}`, empty if there are no settings
 */
GVariant *
cdr_component_get_config (CdrComponent *self)
{
  GVariant *config;

  g_return_val_if_fail (CDR_IS_COMPONENT (self), get_empty ());

  config = g_object_get_qdata (G_OBJECT (self), cdr_component_config_quark ());
  return config != NULL ? config : get_empty ();
}

/* @config: (nullable): not floating */
void
cdr_component_set_config (CdrComponent *self,
                          GVariant     *config)
{
  g_object_set_qdata_full (G_OBJECT (self), cdr_component_config_quark (),
                           config != NULL ? g_variant_ref (config) : NULL,
                           config != NULL ? (GDestroyNotify) g_variant_unref : NULL);
}
