/** Query parameters of the policy plan's public pages: a plan is everybody's and knows no member. */
export const planParameters = ['year', 'viewpoint', 'help', 'section', 'ministry', 'flag', 'doubtful', 'text'] as const;
